"""The name of every key in Redis, for Python and for the Lua scripts; see docs/task-lifecycle.md."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskId

# Lua name -> key. A name that starts with P_ is the beginning of many keys.
_NAMES = {
    "P_QUEUE": "queue:",
    "P_WAKE": "queue:wake:",
    "P_SHARE": "queue:share:",
    "K_DELAYED": "queue:delayed",
    "K_PENDING": "queue:pending",
    "K_PROCESSING": "queue:processing",
    "K_DEAD": "queue:dead",
    "K_FINISHED": "queue:finished",
    "K_CANCELLED": "queue:cancelled",
    "K_PAUSED": "queue:paused",
    "K_FENCE": "queue:fence",
    "K_OVERTAKEN": "queue:overtaken",
    "K_OVERFLOW": "queue:overflow",
    "K_EVENTS": "queue:events",
    "K_STATS": "queue:stats",
    "P_BUCKET": "queue:stats:",
    "K_TASKS": "tasks",
    "P_TASKS": "tasks:",
    "P_TASK": "task:",
    "P_RESULT": "result:",
    "P_SECRET": "secret:",
    "P_OWNER": "owner:",
    "P_BATCH": "batch:",
    "P_DEDUPE": "dedupe:",
    "P_IDEMPOTENCY": "idem:",
    "K_WORKERS": "workers",
    "K_SILENT": "workers:silent",
    "P_WORKER": "worker:",
    "P_SIGNAL": "signal:",
    "P_RATE": "rate:",
    "K_API_KEYS": "apikeys",
    "K_KEYS_OPEN": "apikeys:open",
    "K_KEYS_USED": "apikeys:used",
    "P_USAGE": "usage:",
    "P_NOTIFY": "notify:",
    "K_NOTIFY_DUE": "notify:due",
    "K_NOTIFY_DONE": "notify:done",
    "K_NOTIFY_DEAD": "notify:dead",
    "P_NOTIFY_LANE": "notify:due:",
    "K_NOTIFY_WAITING": "notify:waiting",
    "K_NOTIFY_SEQUENCE": "notify:sequence",
    "K_NOTIFY_WAKE": "notify:wake",
    "P_NOTIFY_WAKE": "notify:wake:",
    "K_NOTIFY_SERVED": "notify:served",
    "K_NOTIFY_SECRET": "notify:secret",
    "P_NOTIFY_LOG": "notify:log:",
    "K_NOTIFIERS": "notify:notifiers",
    "K_NOTICES": "notify:notices",
    "K_SUBSCRIPTIONS": "subscriptions",
    "K_SUBSCRIPTION_SHARES": "subscriptions:shares",
    "K_SUBSCRIPTION_CHANGES": "subscriptions:changes",
    "P_SUBSCRIPTION": "subscription:",
    "P_SUBSCRIBERS": "subscribers:",
    "P_UPLOAD": "upload:",
    # Followed by what `lua/parts/limit.lua` adds: gemini:rpm:current.
    "P_LIMIT_GEMINI": "gemini:",
    "P_LIMIT_LLM": "llm:",
    "K_SOURCES": "sources",
    "K_SOURCE_MOVES": "sources:moves",
}


def quoted(owner: str) -> str:
    """An owner's name as part of a key: no colon in it, so that two owners never share one."""
    return quote(owner, safe="")


def _lua_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


@dataclass(frozen=True, slots=True)
class Keys:
    """Key names under ``prefix`` (empty, or ``{ocr}:`` so that all lie in one slot of a cluster)."""

    prefix: str = ""

    def named(self, lua_name: str, *parts: str) -> str:
        """The key that the scripts know as ``lua_name``, followed by ``parts``."""
        return f"{self.prefix}{_NAMES[lua_name]}{':'.join(parts)}"

    def lua(self) -> dict[str, str]:
        """All names as Lua constants, each with its declaration."""
        return {name: f"local {name} = {_lua_text(self.prefix + key)}" for name, key in _NAMES.items()}

    def queue(self, priority: Priority) -> str:
        """List of waiting ids: LPUSH in, RPOP out."""
        return self.named("P_QUEUE", priority.value)

    def wake(self, priority: Priority) -> str:
        """Wake markers of idle workers."""
        return self.named("P_WAKE", priority.value)

    def overflow(self, owner: str, priority: Priority) -> str:
        """Ids of an owner that wait for a place in the queue's list."""
        return self.named("P_OWNER", quoted(owner), priority.value)

    def owner_of_overflow(self, key: str) -> str:
        """The owner whose ids ``key`` (see ``overflow``) holds."""
        return unquote(key.removeprefix(self.named("P_OWNER")).rpartition(":")[0])

    def task(self, task_id: TaskId) -> str:
        """Hash of a task."""
        return self.named("P_TASK", task_id)

    def result(self, task_id: TaskId) -> str:
        """Head of a result, JSON."""
        return self.named("P_RESULT", task_id)

    def secret(self, task_id: TaskId) -> str:
        """Password of a document."""
        return self.named("P_SECRET", task_id)

    def tasks(self, owner: str | None = None) -> str:
        """Index by creation, of all tasks or of one owner's (an empty owner has no index of its own)."""
        return self.named("P_TASKS", quoted(owner)) if owner else self.named("K_TASKS")

    def batch(self, batch_id: str) -> str:
        """Hash of a batch."""
        return self.named("P_BATCH", batch_id)

    def batch_tasks(self, batch_id: str) -> str:
        """List of a batch's task ids."""
        return self.named("P_BATCH", batch_id, "tasks")

    def dedupe(self, owner: str, sha256: str, options_json: str) -> str:
        """Content cache: the task that read these bytes with these options."""
        options = hashlib.sha1(options_json.encode(), usedforsecurity=False).hexdigest()
        return self.named("P_DEDUPE", quoted(owner), sha256, options)

    def idempotency(self, owner: str, key: str) -> str:
        """What an idempotency key stands for: ``{fingerprint} {task id}``."""
        return self.named("P_IDEMPOTENCY", quoted(owner), quoted(key))

    def worker(self, worker_id: str) -> str:
        """Row of the registry."""
        return self.named("P_WORKER", worker_id)

    def notification(self, notification_id: str) -> str:
        """Hash of an entry of the outbox."""
        return self.named("P_NOTIFY", notification_id)

    def subscription(self, subscription_id: str) -> str:
        """Hash of a subscription."""
        return self.named("P_SUBSCRIPTION", subscription_id)

    def signal(self, worker_id: str) -> str:
        """List of signals to a worker."""
        return self.named("P_SIGNAL", worker_id)

    def upload(self, upload_id: str) -> str:
        """Hash of an upload by a signed link."""
        return self.named("P_UPLOAD", upload_id)
