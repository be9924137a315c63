#!lua flags=allow-oom
--[[ Keep with a completed task what a person put right; its result stays as it is, and nobody is told.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3… name and value of each correction
  Returns 'OK', or the status that does not allow it ('' when there is no task). ]]
local key = P_TASK .. ARGV[2]
local status, known = unpack(redis.call('HMGET', key, 'status', 'corrections'))
if status ~= 'COMPLETED' then return status or '' end
local corrections = known and cjson.decode(known) or {}
for index = 3, #ARGV, 2 do corrections[ARGV[index]] = ARGV[index + 1] end
redis.call('HSET', key, 'corrections', cjson.encode(corrections))
return 'OK'
