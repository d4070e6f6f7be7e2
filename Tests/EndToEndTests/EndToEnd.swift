import Testing

/// Whole programs, one test at a time: each starts servers, and some of them keep the machine busy.
@Suite(.serialized) struct EndToEnd {}
