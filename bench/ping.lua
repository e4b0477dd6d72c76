-- A product that pings, by its machine's resource ID.
local machines, first = tonumber(os.getenv("BENCH_MACHINES")), tonumber(os.getenv("BENCH_FIRST"))
local headers = { ["Authorization"] = "License " .. os.getenv("BENCH_KEY") }

function request()
  local path = string.format("/v1/machines/%d/actions/ping", first + math.random(0, machines - 1))
  return wrk.format("POST", path, headers, "")
end
