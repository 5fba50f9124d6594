# Brings a feed's next file and says what came of it. R 4.1 or newer with the package httr2 (R alone sends no files and reads no JSON).
#   CARE_JOURNEYS=https://care.example.org TOKEN=cj_... FEED=01a2... Rscript bring_a_file.R week.csv
library(httr2)

path <- commandArgs(trailingOnly = TRUE)[1]
kinds <- c(csv = "text/csv", gz = "application/gzip", xes = "application/xml", parquet = "application/vnd.apache.parquet")

ask <- function(address, file = NULL) {
  request <- request(paste0(sub("/$", "", Sys.getenv("CARE_JOURNEYS")), address)) |>
    req_auth_bearer_token(Sys.getenv("TOKEN")) |>
    req_error(body = function(answer) resp_body_json(answer, check_type = FALSE)$detail)
  if (!is.null(file)) request <- req_body_file(request, file, type = kinds[[tools::file_ext(file)]])
  resp_body_json(req_perform(request))
}

brought <- ask(paste0("/api/v1/feeds/", Sys.getenv("FEED"), "/versions/"), path)
while (!is.null(brought$job_url)) {
  job <- ask(brought$job_url)
  if (job$state == "done") break
  if (!job$state %in% c("queued", "running")) stop("not read: ", job$message)
  Sys.sleep(1)
}
dataset <- ask(brought$dataset_url)
cat(sprintf("version %d: %.0f cases, %s to %s\n", dataset$version, dataset$counts$cases$value, dataset$first_day, dataset$last_day))
for (kind in c("added", "changed", "gone")) {
  rows <- dataset$changes[[kind]]$rows
  if (!is.null(rows)) cat(kind, ": ", if (rows$suppressed) rows$why else rows$value, "\n", sep = "")
}
