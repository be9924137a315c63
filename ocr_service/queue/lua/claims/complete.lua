#!lua flags=allow-oom
--[[ Accept the result of a claim, exactly once, and publish its token.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 token   4 result JSON   5 pages   6 message
        7 '1' when a person should look   8 category   9… names of sums and what to add to each
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, task, lane, outbox, batch, statistics, quota, finish, fence
-- All that is asked of the hash, at once: this runs for every task.
local task = held(ARGV[2], ARGV[3], {'sha256', 'options', 'has_password', 'queued_ms', 'claimed_ms', unpack(TOLD)})
if not task then return repeated(ARGV[2], ARGV[3], 'COMPLETED') and 1 or 0 end

redis.call('ZREM', K_PROCESSING, task.id)
local queued_ms, claimed_ms = tonumber(task.queued_ms) or NOW, tonumber(task.claimed_ms) or NOW
local wait_ms, run_ms = math.max(claimed_ms - queued_ms, 0), math.max(NOW - claimed_ms, 0)
redis.call('SET', P_RESULT .. task.id, ARGV[4], 'EX', kept_s(task.key_id, RESULT_TTL_S))
local sums = {'pages', tonumber(ARGV[5]), 'time:wait', wait_ms, 'time:run', run_ms,
  bound_of('wait', wait_ms), 1, bound_of('run', run_ms), 1}
finish(task, 'COMPLETED', K_FINISHED, TASK_TTL_S, sums, 'progress', 100, 'message', ARGV[6],
  'pages_done', ARGV[5], 'pages_total', ARGV[5], 'category', ARGV[8])
use(task.key_id, 'pages', tonumber(ARGV[5]))
for index = 9, #ARGV, 2 do redis.call('HINCRBYFLOAT', K_STATS, ARGV[index], ARGV[index + 1]) end
if task.has_password ~= '' then
  redis.call('DEL', P_SECRET .. task.id)
elseif CACHE_TTL_S > 0 and task.sha256 ~= '' and task.options ~= '' then
  local key = quoted(task.owner) .. ':' .. task.sha256 .. ':' .. redis.sha1hex(task.options)
  redis.call('SET', P_DEDUPE .. key, task.id, 'EX', CACHE_TTL_S)
end
if ARGV[7] == '1' then tell(task, 'task.needs_review') end
emit(task, 'COMPLETED', 100, ARGV[6], ARGV[5], ARGV[5])
return 1
