"""Posts: news and notices of a village, a township or a county, from draft to withdrawal.

A post is written once, with its targets; a village shows what is aimed at itself, its township or
its county: nothing is copied when it is published.
"""

from models.posts.collection import DRAFT, UNTIL_WITHDRAWN, Posts
from models.posts.documents import (
    POST_KINDS,
    Attachment,
    Manuscript,
    Post,
    PostKind,
    PostState,
    references_of,
)

__all__ = [
    "DRAFT",
    "POST_KINDS",
    "UNTIL_WITHDRAWN",
    "Attachment",
    "Manuscript",
    "Post",
    "PostKind",
    "PostState",
    "Posts",
    "references_of",
]
