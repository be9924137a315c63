#!lua flags=allow-oom
--[[ Say how the completion of an upload ended.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 upload id   3 '1' when its document is a task now
  Returns 1, or 0 when there is no session. ]]
-- include: clock
local key = P_UPLOAD .. ARGV[2]
if redis.call('HEXISTS', key, 'state') == 0 then return 0 end
redis.call('HSET', key, 'state', ARGV[3] == '1' and 'COMPLETED' or 'CREATED')
redis.call('HDEL', key, 'claimed_ms')
return 1
