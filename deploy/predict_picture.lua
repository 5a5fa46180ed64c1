-- As predict.lua, with a picture file:
--   wrk -t1 -c16 -d60s --latency -s deploy/predict_picture.lua http://127.0.0.1:8000/api/predict -- canvas.png
function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "image/png"
  wrk.body = file:read("*a")
  file:close()
end
