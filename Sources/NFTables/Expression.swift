/// One instruction of the kernel's packet classifier: what a ``Statement`` is lowered to, and what
/// is read back.
public enum Expression: Hashable, Sendable {
    /// One that this module has no words for, by its kernel name: `ct`.
    case other(String)
}
