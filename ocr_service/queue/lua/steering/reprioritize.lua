#!lua
--[[ Move a task that is not claimed to another queue; there it stands at the back.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 priority
  Returns 'OK', or the status that does not allow it ('' when there is no task). ]]
-- include: clock, task, place
local task, priority = row(ARGV[2]), ARGV[3]
if task.status ~= 'PENDING' and task.status ~= 'QUEUED' and task.status ~= 'RETRYING' then return task.status end
if task.priority == priority then return 'OK' end
if task.status == 'QUEUED' then
  withdraw(task)
  enter(task, priority)
end
redis.call('HSET', P_TASK .. task.id, 'priority', priority, 'updated_at', NOW_ISO)
emit(task, task.status, task.progress, 'Moved to ' .. priority)
return 'OK'
