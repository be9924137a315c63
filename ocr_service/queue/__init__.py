"""The hand-rolled queue on Redis: the only package that speaks to it."""

from ocr_service.queue.manager import RedisQueueManager
from ocr_service.queue.policy import QueuePolicy

__all__ = ["QueuePolicy", "RedisQueueManager"]
