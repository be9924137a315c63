"""Every error the service can name, each with a code, an HTTP status and a remedy.

::

    OcrServiceError
    ├── InputError            the request or the file is at fault; found before the task exists
    │   ├── EmptyFile · UnsupportedMediaType · MediaTypeMismatch · EncodedBody · FileTooLarge · ImageTooLarge
    │   ├── InvalidLanguage · EngineUnavailable · ValidationFailed · SearchInvalid · BadMultipart · TooManyParts · FieldTooLarge
    │   ├── BodyTooLarge
    │   ├── UploadTimeout · UploadAborted · InvalidWebhookUrl · BlockedWebhookUrl
    │   └── RouteNotFound · MethodNotAllowed · NotAcceptable · RangeNotSatisfiable
    ├── DocumentError         the document is at fault; found by the worker, never retried
    │   ├── DocumentCorrupt · PictureUnsupported · PasswordRequired · PasswordWrong · SeparatorsUnavailable
    │   ├── NoPages · TooManyPages · PageTooLarge · PageTimeout · DocumentTimeout · DocumentSilent · MemoryLimit · DiskLimit
    │   └── ResultTooLarge
    ├── StateError            the task is not in a state that allows this
    │   ├── TaskNotFound · BatchNotFound · OutputNotAvailable
    │   ├── SubscriptionNotFound · NotificationNotFound · TooManySubscriptions
    │   ├── ResultNotReady · ResultExpired · TaskFailed · TaskCancelled
    │   ├── ReceiptNotFound · UserNotFound · ReceiptStateConflict · DocumentNotFound · ArchiveOff
    │   └── TaskStateConflict · TaskDamaged · IdempotencyConflict
    ├── UploadError           an upload by a link is not what was announced
    │   ├── UploadNotFound · UploadExpired · UploadIncomplete · UploadBusy · UploadsDisabled
    │   └── UploadKeyMismatch · UploadSizeMismatch · UploadHashMismatch · UploadLinkInvalid
    ├── AccessError           Unauthorized · KeyNotFound · CrossSiteRequest · WrongHost
    │                         TooManyRequests · TooManyListeners · TooManyConnections · QuotaExceeded
    ├── CapacityError         QueueFull · StorageFull · StorageUnavailable · ReceiptsUnavailable · ArchiveUnavailable · BackendUnavailable · NotReady  (try again later)
    └── ProcessingError       a defect of ours, not retried; these are:
        ├── OutsideError      NotAnswered · OutsideRefused · AnswerUnusable; retried: OutsideUnavailable · AnswerLate
        └── EngineFailed · ProcessLost · DocumentCrashed · WorkerLost · WorkerOutOfMemory · StorageFailed
        LeaseLost             a worker's claim is no longer its own; never shown to a user
"""

from __future__ import annotations

from ocr_service.errors.access import (
    AccessError,
    CrossSiteRequest,
    KeyNotFound,
    QuotaExceeded,
    TooManyConnections,
    TooManyListeners,
    TooManyRequests,
    Unauthorized,
    WrongHost,
)
from ocr_service.errors.base import OcrServiceError
from ocr_service.errors.capacity import (
    ArchiveUnavailable,
    BackendUnavailable,
    CapacityError,
    NotReady,
    QueueFull,
    ReceiptsUnavailable,
    StorageFull,
    StorageUnavailable,
)
from ocr_service.errors.document import (
    DiskLimit,
    DocumentCorrupt,
    DocumentError,
    DocumentSilent,
    DocumentTimeout,
    MemoryLimit,
    NoPages,
    PageTimeout,
    PageTooLarge,
    PasswordRequired,
    PasswordWrong,
    PictureUnsupported,
    ResultTooLarge,
    SeparatorsUnavailable,
    TooManyPages,
)
from ocr_service.errors.outside import (
    AnswerLate,
    AnswerUnusable,
    NotAnswered,
    OutsideError,
    OutsideRefused,
    OutsideUnavailable,
)
from ocr_service.errors.processing import (
    DocumentCrashed,
    EngineFailed,
    LeaseLost,
    ProcessingError,
    ProcessLost,
    StorageFailed,
    WorkerLost,
    WorkerOutOfMemory,
)
from ocr_service.errors.request import (
    BadMultipart,
    BlockedWebhookUrl,
    BodyTooLarge,
    DuplicateFile,
    EmptyFile,
    EncodedBody,
    EngineUnavailable,
    FieldTooLarge,
    FileTooLarge,
    ImageTooLarge,
    InputError,
    InvalidLanguage,
    InvalidWebhookUrl,
    MediaTypeMismatch,
    MethodNotAllowed,
    NotAcceptable,
    RangeNotSatisfiable,
    RouteNotFound,
    SearchInvalid,
    TooManyParts,
    UnsupportedMediaType,
    UploadAborted,
    UploadTimeout,
    ValidationFailed,
)
from ocr_service.errors.state import (
    ArchiveOff,
    BatchNotFound,
    DocumentNotFound,
    IdempotencyConflict,
    NotificationNotFound,
    OutputNotAvailable,
    ReceiptNotFound,
    ReceiptStateConflict,
    ResultExpired,
    ResultNotReady,
    StateError,
    SubscriptionNotFound,
    TaskCancelled,
    TaskDamaged,
    TaskFailed,
    TaskNotFound,
    TaskStateConflict,
    TooManySubscriptions,
    UserNotFound,
)
from ocr_service.errors.uploads import (
    UploadBusy,
    UploadError,
    UploadExpired,
    UploadHashMismatch,
    UploadIncomplete,
    UploadKeyMismatch,
    UploadLinkInvalid,
    UploadNotFound,
    UploadsDisabled,
    UploadSizeMismatch,
)

__all__ = [
    "AccessError",
    "AnswerLate",
    "AnswerUnusable",
    "ArchiveOff",
    "ArchiveUnavailable",
    "BackendUnavailable",
    "BadMultipart",
    "BatchNotFound",
    "BlockedWebhookUrl",
    "BodyTooLarge",
    "CapacityError",
    "CrossSiteRequest",
    "DiskLimit",
    "DocumentCorrupt",
    "DocumentCrashed",
    "DocumentError",
    "DocumentNotFound",
    "DocumentSilent",
    "DocumentTimeout",
    "DuplicateFile",
    "EmptyFile",
    "EncodedBody",
    "EngineFailed",
    "EngineUnavailable",
    "FieldTooLarge",
    "FileTooLarge",
    "IdempotencyConflict",
    "ImageTooLarge",
    "InputError",
    "InvalidLanguage",
    "InvalidWebhookUrl",
    "KeyNotFound",
    "LeaseLost",
    "MediaTypeMismatch",
    "MemoryLimit",
    "MethodNotAllowed",
    "NoPages",
    "NotAcceptable",
    "NotAnswered",
    "NotReady",
    "NotificationNotFound",
    "OcrServiceError",
    "OutputNotAvailable",
    "OutsideError",
    "OutsideRefused",
    "OutsideUnavailable",
    "PageTimeout",
    "PageTooLarge",
    "PasswordRequired",
    "PasswordWrong",
    "PictureUnsupported",
    "ProcessLost",
    "ProcessingError",
    "QueueFull",
    "QuotaExceeded",
    "RangeNotSatisfiable",
    "ReceiptNotFound",
    "ReceiptStateConflict",
    "ReceiptsUnavailable",
    "ResultExpired",
    "ResultNotReady",
    "ResultTooLarge",
    "RouteNotFound",
    "SearchInvalid",
    "SeparatorsUnavailable",
    "StateError",
    "StorageFailed",
    "StorageFull",
    "StorageUnavailable",
    "SubscriptionNotFound",
    "TaskCancelled",
    "TaskDamaged",
    "TaskFailed",
    "TaskNotFound",
    "TaskStateConflict",
    "TooManyConnections",
    "TooManyListeners",
    "TooManyPages",
    "TooManyParts",
    "TooManyRequests",
    "TooManySubscriptions",
    "Unauthorized",
    "UnsupportedMediaType",
    "UploadAborted",
    "UploadBusy",
    "UploadError",
    "UploadExpired",
    "UploadHashMismatch",
    "UploadIncomplete",
    "UploadKeyMismatch",
    "UploadLinkInvalid",
    "UploadNotFound",
    "UploadSizeMismatch",
    "UploadTimeout",
    "UploadsDisabled",
    "UserNotFound",
    "ValidationFailed",
    "WorkerLost",
    "WorkerOutOfMemory",
    "WrongHost",
]
