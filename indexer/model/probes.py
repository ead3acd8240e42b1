"""Texts that a faster way to compute must embed as sentence-transformers does, before it is trusted."""

import numpy as np

from indexer.arrays import Matrix

LEAST_COSINE = 0.999
"""Below it the fast path is not used. Neighbouring passages of a news archive differ by 0.01 and more."""

PROBES: tuple[str, ...] = (
    "雨",
    "谁给村里的小学捐了书？",
    "How much money was raised for the new library?",
    "柳河镇的志愿者周末清理了河道，运走垃圾两吨多，镇上的老人送来了热茶。",
    "新圖書館下個月開幕，市民可以憑證借閱，週一休館。",
    "El ayuntamiento abrió ayer un comedor gratuito para mayores de setenta años.",
    "Библиотека получила в подарок две тысячи книг от жителей города.",
    "أعلنت البلدية افتتاح حديقة جديدة قرب النهر",
    "Thư viện huyện mở cửa cả ngày chủ nhật để phục vụ học sinh.",
    "2024年3月5日 09:30，共筹得 ￥31,415.90（约合 4,300 美元），涨幅 12.5%。",
    # Near a hundred tokens, as chunks are.
    "清晨六点，渡口的灯还亮着。" * 9,
    # Past every model's limit, so that both cut at the same token.
    "The ferry left at six and the lamps of the quay were still lit. " * 60,
)


def least_cosine(vectors: Matrix, reference: Matrix) -> float:
    """The worst cosine between rows of two matrices of unit vectors; a row that is not a number is -1."""
    if vectors.shape != reference.shape:
        return -1.0
    cosines = np.sum(vectors.astype(np.float64) * reference, axis=1)
    return float(np.min(np.nan_to_num(cosines, nan=-1.0)))
