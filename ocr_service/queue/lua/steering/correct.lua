#!lua flags=allow-oom
--[[ Keep with a completed task what a person put right, by whom and when; nobody is told.
  The result's head stays as it was read, what lists show of the task (its category) follows.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 who   4… name and value of each correction
  Returns 'OK', or the status that does not allow it ('' when there is no task). ]]
-- include: clock
local key = P_TASK .. ARGV[2]
local status, known = unpack(redis.call('HMGET', key, 'status', 'corrections'))
if status ~= 'COMPLETED' then return status or '' end
local corrections = known and cjson.decode(known) or {}
for index = 4, #ARGV, 2 do
  corrections[ARGV[index]] = {value = ARGV[index + 1], by = ARGV[3], at = NOW_ISO}
  if ARGV[index] == 'category' then redis.call('HSET', key, 'category', ARGV[index + 1]) end
end
redis.call('HSET', key, 'corrections', cjson.encode(corrections))
return 'OK'
