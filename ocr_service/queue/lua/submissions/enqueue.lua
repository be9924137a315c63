#!lua
--[[ Put a stored document into its queue, or hold it as PENDING.
  KEYS  1 any key of the queue's slot (the names of all others: queue/keys.py)
  ARGV  1 now, unix ms (tests only)   2 task id   3 '1' to hold, 'part' for a part of a document that was let in   4 created, unix ms or 0   5 priority
        6 owner   7 batch id   8 idempotency key or ''   9 its fingerprint   10 password or ''
        11 API key's id or ''   12 bytes   13… names and values of the hash
  Returns {'NEW', flat: what the hash holds besides ARGV 13…} · {'KNOWN', id of the earlier task} · {'CONFLICT'} · {'FULL'}
          · {'QUOTA', what the key has used up} ]]
-- include: clock, task, place, batch_open, idempotency, quota
local id, hold, is_part, priority = ARGV[2], ARGV[3] == '1', ARGV[3] == 'part', ARGV[5]
local known = earlier_task(ARGV[8], ARGV[9], id)
if known then return known end
if hold and redis.call('ZCARD', K_PENDING) >= MAX_QUEUE_LENGTH then return {'FULL'} end
if not hold and not is_part and waiting_total() >= MAX_QUEUE_LENGTH then return {'FULL'} end
-- Its document has passed both, and its bytes are counted.
local over = not is_part and over_quota(ARGV[11], tonumber(ARGV[12]))
if over then return {'QUOTA', over} end

local task = {id = id, priority = priority, owner = ARGV[6], batch_id = ARGV[7]}
local status = hold and 'PENDING' or 'QUEUED'
local created_at = register(task, tonumber(ARGV[4]), ARGV[8], ARGV[9])
redis.call('HSET', P_TASK .. id, 'status', status, 'created_at', created_at, 'updated_at', NOW_ISO,
  'queued_ms', NOW, unpack(ARGV, 13))
if ARGV[10] ~= '' then redis.call('SET', P_SECRET .. id, ARGV[10], 'EX', FAILED_TTL_S) end
batch_open(task)
count_open(ARGV[11], 1)
use(ARGV[11], 'tasks', 1)
if not is_part then use(ARGV[11], 'bytes', tonumber(ARGV[12])) end
if hold then redis.call('ZADD', K_PENDING, NOW, id) else enter(task, priority) end
emit(task, status, 0)
return {'NEW', {'status', status, 'created_at', created_at, 'updated_at', NOW_ISO}}
