#!lua
--[[ Run a FAILED or CANCELLED task again, its counters reset.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id
  Returns 'OK' · 'FULL' · or the status that does not allow it ('' when there is no task). ]]
-- include: clock, task, place, batch_open, quota
local task = row(ARGV[2])
if task.status ~= 'FAILED' and task.status ~= 'CANCELLED' then return task.status end
if waiting_total() >= MAX_QUEUE_LENGTH then return 'FULL' end
remember(task, 'REQUEUED', 'Run again after ' .. task.status .. '.')
redis.call('ZREM', K_DEAD, task.id)
redis.call('ZREM', K_FINISHED, task.id)
redis.call('ZREM', K_CANCELLED, task.id)
redis.call('PERSIST', P_TASK .. task.id)
redis.call('HDEL', P_TASK .. task.id, 'error', 'finished_at', 'started_at', 'worker',
  'child_crashes', 'lost_leases', 'spent_ms', 'pages_done')
redis.call('HSET', P_TASK .. task.id, 'status', 'QUEUED', 'progress', 0, 'message', '', 'updated_at', NOW_ISO,
  'queued_ms', NOW, 'retry_count', 0)
redis.call('HSETNX', P_TASK .. task.id, 'lives', 1)
redis.call('HINCRBY', P_TASK .. task.id, 'lives', 1)
batch_open(task)
count_open(task.key_id, 1)
enter(task, task.priority)
emit(task, 'QUEUED', 0, 'Run again')
return 'OK'
