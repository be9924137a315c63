#!lua flags=allow-oom
--[[ Give back an entry of the outbox that was claimed and not tried.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notification id   3 token
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, lane
local entry = redis.call('HMGET', P_NOTIFY .. ARGV[2], 'token', 'state', 'lane')
if entry[1] ~= ARGV[3] or entry[2] ~= 'SENDING' then return 0 end
redis.call('HSET', P_NOTIFY .. ARGV[2], 'state', 'WAITING')
lane_put(entry[3], ARGV[2], NOW)
wake_notifier(entry[3])
return 1
