/// A scale from zero to a round number, with a few marks.
struct PlotScale: Hashable {
    /// The largest number on it; never 0.
    let top: Double
    /// From one mark to the next.
    let step: Double

    /// A scale that the value fits on, with four to eight marks.
    init(fitting value: Double) {
        var power = 1.0
        while power * 10 <= max(value, 1) { power *= 10 }
        let steps = [0.1, 0.2, 0.5, 1, 2].map { $0 * power }.map { max($0, 0.2) }
        let step = steps.first { value / $0 <= 8 } ?? 2 * power
        self.step = step
        top = max((value / step).rounded(.up), 1) * step
    }

    var marks: [Double] { stride(from: 0, through: top + step / 2, by: step).map { $0 } }

    /// Without needless places, large numbers with a space between thousands.
    func text(_ mark: Double) -> String {
        guard step >= 1 else { return FigureText.decimal(mark, places: 1) }
        let digits = String(Int(mark.rounded()))
        guard digits.count > 4 else { return digits }
        return digits.dropLast(3) + " " + digits.suffix(3)
    }
}
