#!lua
--[[ Queue one document that was stored on hold.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id
  Returns 'OK' · 'FULL' · the status that does not allow it ('' when there is no task). ]]
-- include: clock, task, place
local task = row(ARGV[2])
if task.status ~= 'PENDING' then return task.status end
if waiting_total() >= MAX_QUEUE_LENGTH then return 'FULL' end
redis.call('ZREM', K_PENDING, task.id)
redis.call('HSET', P_TASK .. task.id, 'status', 'QUEUED', 'updated_at', NOW_ISO, 'queued_ms', NOW)
enter(task, task.priority)
emit(task, 'QUEUED', 0)
return 'OK'
