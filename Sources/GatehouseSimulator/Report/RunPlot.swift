/// Rates, times and connected devices over the run, as one SVG with three panels above each other.
public struct RunPlot: Sendable {
    private struct Line {
        var name: String
        var colour: String
        var values: [Double?]
    }

    private struct Panel {
        var title: String
        var lines: [Line]
    }

    private static let width = 960.0
    private static let height = 220.0
    private static let left = 84.0
    private static let right = 28.0
    private static let head = 64.0
    private static let gap = 76.0

    private let report: RunReport

    /// A plot of what was measured.
    public init(_ report: RunReport) { self.report = report }

    /// The drawing (SVG 1.1), light, with its units on the axes.
    public var svg: String {
        let panels = panels
        let total = Self.head + Double(panels.count) * (Self.height + Self.gap) + 4
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(Self.width))" height="\(Self.number(total))" \
            viewBox="0 0 \(Self.number(Self.width)) \(Self.number(total))" font-family="sans-serif" font-size="13" fill="#222">
            <rect width="100%" height="100%" fill="#fff"/>
            """,
            Self.text(Self.left, 26, "\(report.scenario.name): \(report.scenario.devices) devices", size: 17),
        ]
        for (place, panel) in panels.enumerated() {
            parts.append(draw(panel, top: Self.head + Double(place) * (Self.height + Self.gap)))
        }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    private var seconds: [Ledger.Second] { report.ledger.seconds }
    private var span: PlotScale { PlotScale(fitting: Double(max(seconds.count, 1))) }
    private var plotWidth: Double { Self.width - Self.left - Self.right }

    private var panels: [Panel] {
        func line(_ name: String, _ colour: String, _ value: (Ledger.Second) -> Double?) -> Line {
            Line(name: name, colour: colour, values: seconds.map(value))
        }
        var rates = [
            line("check-ins", "#1f5fbf") { Double($0.checkIns) }, line("handshakes", "#7a4fb5") { Double($0.connects) },
        ]
        if seconds.contains(where: { $0.decisions > 0 }) {
            rates.append(line("decisions", "#1a8a5a") { Double($0.decisions) })
        }
        if seconds.contains(where: { $0.overloads > 0 }) {
            rates.append(line("429 and 503", "#d98200") { Double($0.overloads) })
        }
        rates.append(line("errors", "#c4261d") { Double($0.errors) })
        return [
            Panel(title: "a second", lines: rates),
            Panel(
                title: "time of a check-in [ms]",
                lines: [line("p99", "#c4261d", \.p99), line("p50", "#1f5fbf", \.median)]),
            Panel(title: "connected devices", lines: [line("connected", "#1a8a5a") { Double($0.connected) }]),
        ]
    }

    private func draw(_ panel: Panel, top: Double) -> String {
        let largest = panel.lines.flatMap(\.values).compactMap { $0 }.max() ?? 0
        let scale = PlotScale(fitting: largest * 1.1)
        func vertical(_ value: Double) -> Double { top + Self.height * (1 - value / scale.top) }
        var parts = [Self.text(Self.left, top - 12, panel.title, size: 14, weight: "bold")]
        parts += phaseMarks(top: top)
        for mark in scale.marks {
            let place = vertical(mark)
            parts.append(Self.rule(Self.left, place, Self.width - Self.right, place, mark == 0 ? "#444" : "#e2e2e2"))
            parts.append(Self.text(Self.left - 8, place + 4, scale.text(mark), anchor: "end"))
        }
        for mark in span.marks where mark <= span.top {
            let place = horizontal(mark)
            parts.append(Self.rule(place, top + Self.height, place, top + Self.height + 5, "#444"))
            parts.append(Self.text(place, top + Self.height + 19, span.text(mark), anchor: "middle"))
        }
        parts.append(
            Self.text(
                Self.left + plotWidth / 2, top + Self.height + 36, "seconds since the beginning", anchor: "middle"))
        parts += panel.lines.map { curve($0, vertical) }
        parts.append(legend(panel.lines, top: top))
        return parts.joined(separator: "\n")
    }

    private func horizontal(_ second: Double) -> Double { Self.left + plotWidth * second / span.top }

    private func phaseMarks(top: Double) -> [String] {
        var last = -Double.infinity
        return report.ledger.phases.flatMap { phase in
            let place = horizontal(phase.began / .seconds(1))
            let line = """
                <line x1="\(Self.number(place))" y1="\(Self.number(top))" x2="\(Self.number(place))" \
                y2="\(Self.number(top + Self.height))" stroke="#999" stroke-dasharray="3 4"/>
                """
            // A name that would lie upon the one before is left out.
            guard place - last > Double(phase.name.count) * 4 + 40, place < Self.width - Self.right - 60 else {
                return [line]
            }
            last = place
            return [line, Self.text(place + 4, top + 13, phase.name, size: 11, colour: "#666")]
        }
    }

    /// A second's value stands in its middle; a second without one breaks the curve.
    private func curve(_ line: Line, _ vertical: (Double) -> Double) -> String {
        var path = ""
        var isDrawing = false
        for (second, value) in line.values.enumerated() {
            guard let value else {
                isDrawing = false
                continue
            }
            let place = horizontal(Double(second) + 0.5)
            // A point by itself is a dot: the line has round ends.
            path += "\(isDrawing ? "L" : "M")\(Self.number(place)) \(Self.number(vertical(value)))"
            if !isDrawing { path += "h0.01" }
            isDrawing = true
        }
        return """
            <path d="\(path)" fill="none" stroke="\(line.colour)" stroke-width="2.2" stroke-linecap="round" \
            stroke-linejoin="round"/>
            """
    }

    private func legend(_ lines: [Line], top: Double) -> String {
        var place = Self.width - Self.right
        return lines.reversed().flatMap { line -> [String] in
            place -= Double(line.name.count) * 7.8 + 44
            let stroke = Self.rule(place, top - 16, place + 20, top - 16, line.colour, width: 3)
            return [stroke, Self.text(place + 25, top - 12, line.name)]
        }.joined(separator: "\n")
    }

    private static func number(_ value: Double) -> String { FigureText.decimal(value, places: 2) }

    private static func rule(
        _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, _ colour: String, width: Int = 1
    ) -> String {
        """
        <line x1="\(number(left))" y1="\(number(top))" x2="\(number(right))" y2="\(number(bottom))" \
        stroke="\(colour)" stroke-width="\(width)"/>
        """
    }

    private static func text(
        _ left: Double, _ top: Double, _ text: String, size: Int = 13, anchor: String = "start",
        weight: String = "normal",
        colour: String = "#222"
    ) -> String {
        """
        <text x="\(number(left))" y="\(number(top))" font-size="\(size)" text-anchor="\(anchor)" \
        font-weight="\(weight)" fill="\(colour)">\(escaped(text))</text>
        """
    }

    /// Names come from a file (XML 1.0 §2.4).
    private static func escaped(_ text: String) -> String {
        String(
            text.flatMap { character -> String in
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                default: String(character)
                }
            })
    }
}
