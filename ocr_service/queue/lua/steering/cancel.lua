#!lua flags=allow-oom
--[[ End a task that is not final. A running one loses its claim at once, and its worker is told.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id
  Returns 'OK', or the status that does not allow it ('' when there is no task). ]]
-- include: clock, task, place, lane, outbox, batch, statistics, quota, finish, signal
local task = row(ARGV[2])
if task.status == 'PENDING' then
  redis.call('ZREM', K_PENDING, task.id)
elseif task.status == 'QUEUED' then
  withdraw(task)
elseif task.status == 'RETRYING' then
  redis.call('ZREM', K_DELAYED, task.id)
elseif task.status == 'PROCESSING' then
  redis.call('ZREM', K_PROCESSING, task.id)
  signal(task.worker, 'cancel ' .. task.id)
else
  return task.status
end
finish(task, 'CANCELLED', K_FINISHED, TASK_TTL_S, {}, 'message', 'Cancelled')
emit(task, 'CANCELLED', task.progress)
return 'OK'
