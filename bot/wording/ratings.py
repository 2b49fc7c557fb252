"""What is said of stars."""

from __future__ import annotations

from catalogue.tables import Merchant, Rating


def rated(merchant: Merchant, rating: Rating, before: int | None) -> str:
    """To whoever gave stars."""
    if before is not None and before != rating.stars:
        return f"改好了，{merchant.name}从{before}颗星改成{rating.stars}颗星。"
    thanks = "谢谢你告诉大家。" if rating.comment else "谢谢。"
    return f"记下了，{merchant.name}{rating.stars}颗星，{thanks}"
