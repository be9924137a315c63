#!lua flags=allow-oom
--[[ Take back tasks whose worker stopped sending heartbeats; those that lost too many become dead letters.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 most tasks in this step
  Returns the ids that were taken back. ]]
-- include: clock, task, place, lane, outbox, batch, statistics, quota, finish, put_back
local overdue = redis.call('ZRANGEBYSCORE', K_PROCESSING, '-inf', NOW, 'LIMIT', 0, ARGV[2])
for _, id in ipairs(overdue) do
  local task = row(id)
  local last_heartbeat_ms = redis.call('ZSCORE', K_PROCESSING, id) - LEASE_MS
  redis.call('ZREM', K_PROCESSING, id)
  if task.status == 'PROCESSING' then
    take_back(task, last_heartbeat_ms, 'The worker sent no heartbeat within its lease.')
  end
end
return overdue
