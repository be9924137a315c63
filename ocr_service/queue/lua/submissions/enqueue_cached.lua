#!lua
--[[ Add a document as a task that is COMPLETED at once with the result of an earlier one.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 id of the earlier task   4 created, unix ms or 0
        5 idempotency key or ''   6 its fingerprint   7 owner   8 batch id   9 API key's id or ''   10 bytes
        11… names and values of the hash
  Returns {'NEW', flat task hash} · {'KNOWN', id of the earlier task} · {'CONFLICT'} · {'EXPIRED'}
          · {'QUOTA', what the key has used up} ]]
-- include: clock, task, lane, outbox, batch_open, batch, statistics, quota, finish, idempotency
local id, source = ARGV[2], ARGV[3]
local known = earlier_task(ARGV[5], ARGV[6], id)
if known then return known end
if redis.call('EXISTS', P_RESULT .. source) == 0 then return {'EXPIRED'} end
local over = over_quota(ARGV[9], tonumber(ARGV[10]))
if over then return {'QUOTA', over} end
local task = {id = id, owner = ARGV[7], batch_id = ARGV[8], progress = 100, key_id = ARGV[9]}
local created_at = register(task, tonumber(ARGV[4]), ARGV[5], ARGV[6])
local copied = redis.call('HMGET', P_TASK .. source, 'token', 'pages_total', 'category', 'corrections')
redis.call('HSET', P_TASK .. id, 'cached_from', source, 'token', copied[1] or 0, 'created_at', created_at,
  'started_at', NOW_ISO, 'pages_done', copied[2] or 0, 'pages_total', copied[2] or 0,
  'category', copied[3] or '', unpack(ARGV, 11))
-- What was put right in it is right here, too: it is the same document.
if copied[4] then redis.call('HSET', P_TASK .. id, 'corrections', copied[4]) end
redis.call('COPY', P_RESULT .. source, P_RESULT .. id)
redis.call('EXPIRE', P_RESULT .. id, kept_s(task.key_id, RESULT_TTL_S))
batch_open(task)
count_open(task.key_id, 1)
use(task.key_id, 'tasks', 1)
use(task.key_id, 'bytes', tonumber(ARGV[10]))
finish(task, 'COMPLETED', K_FINISHED, TASK_TTL_S, {}, 'progress', 100, 'message', 'Completed from an earlier result')
emit(task, 'COMPLETED', 100)
return {'NEW', redis.call('HGETALL', P_TASK .. id)}
