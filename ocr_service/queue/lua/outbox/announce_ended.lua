#!lua flags=allow-oom
--[[ Tell of tasks that ended while those who wait were forgotten with the rest of Redis' memory; none is told twice while its
  entry is known.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 '1' for failed tasks, '' for the others   3 ended since, unix ms
        4 how many to pass over   5 how many to look at
  Returns how many were looked at. ]]
-- include: clock, task, lane, outbox, batch, statistics, quota, finish
local index = ARGV[2] == '1' and K_DEAD or K_FINISHED
local ids = redis.call('ZRANGEBYSCORE', index, ARGV[3], '+inf', 'LIMIT', ARGV[4], ARGV[5])
for _, id in ipairs(ids) do
  local task = row(id)
  if KINDS[task.status] then tell(task, KINDS[task.status]) end
  if task.status == 'FAILED' then tell(task, 'dead_letter.created') end
  -- As the worker wrote it; within a text its quotes would be escaped.
  local result = task.status == 'COMPLETED' and redis.call('GET', P_RESULT .. id)
  if result and string.find(result, '"needs_review":true', 1, true) then tell(task, 'task.needs_review') end
  if redis.call('HEXISTS', P_BATCH .. task.batch_id, 'finished_at') == 1 then tell_batch(task) end
end
return #ids
