/// How a command ended; scripts rely on these.
public enum CommandExit: Int32, Sendable, CaseIterable {
    case succeeded = 0
    case failed = 1
    /// The command line is wrong.
    case usage = 2
    /// No server answered, or its certificate is not trusted.
    case unreachable = 3
    /// The token is not good, or its role may not.
    case notPermitted = 4
    case notFound = 5
    case invalidDocument = 6
    /// `diff` found differences.
    case different = 7
    /// `doctor` found something to look at, and nothing that is broken.
    case doubtful = 8
    /// The change would lock everybody out of an application, and was not confirmed.
    case wouldLockOut = 9

    /// The codes as the program's help lists them.
    public static let summary = """
        EXIT CODES: 0 done, 1 failed, 2 wrong command line, 3 no trusted server answered, 4 not permitted, \
        5 not found, 6 mistakes in documents, 7 differences found by diff, \
        8 something to look at found by doctor, 9 refused since it would lock everybody out.
        """
}
