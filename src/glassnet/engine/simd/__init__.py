"""Operations on vector registers, written for LLVM, called by `compiled`."""
