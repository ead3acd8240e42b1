"""Another processor, as far as the libraries that compute can be made to believe in one."""

OTHER_PROCESSOR = {
    "ATEN_CPU_CAPABILITY": "default",
    "DNNL_MAX_CPU_ISA": "SSE41",
    "MKL_CBWR": "COMPATIBLE",
    "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "OPENBLAS_CORETYPE": "Nehalem",
}
"""Settings of a process that torch, MKL, oneDNN and OpenBLAS read when they are loaded: a processor without AVX."""
