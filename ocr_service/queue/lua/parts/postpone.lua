--[[ Count a run that ended badly and put its task back after a while.
  postpone(counter or nil: nothing is charged)   for ARGV 1 now (tests only)   2 task id   3 token   4 error code   5 its detail   6 delay, ms
  Returns 1, or 0 when the claim is lost. ]]
local function postpone(counter)
  local task = held(ARGV[2], ARGV[3])
  if not task then return repeated(ARGV[2], ARGV[3], 'RETRYING') and 1 or 0 end
  redis.call('ZREM', K_PROCESSING, task.id)
  if counter then
    redis.call('HINCRBY', P_TASK .. task.id, counter, 1)
    charge(task.id, NOW)
  end
  redis.call('HSET', P_TASK .. task.id, 'status', 'RETRYING', 'message', 'Waiting for another try', 'updated_at', NOW_ISO,
    'error', cjson.encode({code = ARGV[4], detail = ARGV[5]}))
  redis.call('ZADD', K_DELAYED, NOW + tonumber(ARGV[6]), task.id)
  remember(task, ARGV[4], ARGV[5])
  count('retried', 1)
  wake(task.priority)
  emit(task, 'RETRYING', task.progress, ARGV[4])
  return 1
end
