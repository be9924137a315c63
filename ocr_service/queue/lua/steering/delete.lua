#!lua flags=allow-oom
--[[ Forget a task that is not running, and its result.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id
  Returns 'OK' · 'PROCESSING' when it must be cancelled first · '' when there is no task. ]]
-- include: clock, task, place, lane, outbox, batch, quota, forget
local task = row(ARGV[2])
if task.status == '' or task.status == 'PROCESSING' then return task.status end
if task.status == 'QUEUED' then withdraw(task) end
if task.status ~= 'COMPLETED' and task.status ~= 'FAILED' and task.status ~= 'CANCELLED' then count_open(task.key_id, -1) end
batch_close(task)
forget(task)
emit(task, 'DELETED', task.progress)
return 'OK'
