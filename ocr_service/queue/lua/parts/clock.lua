--[[ What time is it? NOW is unix ms of Redis (or ARGV[1], which only tests pass). ]]
local floor = math.floor -- looked up once: every script asks for the time

local function redis_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + floor(time[2] / 1000)
end

local NOW = ARGV[1] ~= '' and tonumber(ARGV[1]) or redis_ms()

-- Unix ms as ISO-8601 in UTC. Redis' Lua has no os.date; the days follow the civil calendar from 1 March on.
local function iso(unix_ms)
  local seconds = floor(unix_ms / 1000)
  local days = floor(seconds / 86400)
  local shifted = days + 719468
  local era = floor(shifted / 146097)
  local day_of_era = shifted - era * 146097
  local year_of_era = floor((day_of_era - floor(day_of_era / 1460) + floor(day_of_era / 36524)
    - floor(day_of_era / 146096)) / 365)
  local day_of_year = day_of_era - (365 * year_of_era + floor(year_of_era / 4) - floor(year_of_era / 100))
  local march_month = floor((5 * day_of_year + 2) / 153)
  local day = day_of_year - floor((153 * march_month + 2) / 5) + 1
  local month = march_month < 10 and march_month + 3 or march_month - 9
  local year = year_of_era + era * 400 + (month <= 2 and 1 or 0)
  local rest = seconds - days * 86400
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03d+00:00', year, month, day,
    floor(rest / 3600), floor(rest / 60) % 60, rest % 60, unix_ms % 1000)
end

local NOW_ISO = iso(NOW)
