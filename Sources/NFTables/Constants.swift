extension FixedWidthInteger {
    /// The value of a C enumerator, which Swift imports as a type of its own.
    init(_ constant: some RawRepresentable<UInt32>) {
        self.init(constant.rawValue)
    }
}
