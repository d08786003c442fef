// SPDX-License-Identifier: Apache-2.0
// The hub's HTTP and WebSocket interface (docs/api.md): views of the state, signed requests,
// events, metrics. Leaves out sockets (net), rules (engine) and certificates (the hub).
#pragma once
#include <ballast/api/api_settings.hpp>
#include <ballast/api/hub_services.hpp>
#include <ballast/env/journal_store.hpp>
#include <ballast/net/http_server.hpp>
#include <ballast/pipeline/pipeline.hpp>
#include <memory>

namespace prometheus {
class Registry;
}

namespace ballast::api {

/// Made in this order: IoContext, Pipeline, ApiServer, HttpServer. At the end: stop the pipeline,
/// so that no batch comes any more, then destroy in the reverse order.
///
///     ApiServer api{io, pipeline, store, services, settings};
///     auto http = net::HttpServer::listen(io, http_settings, api.handler());
///     api.attach(**http);      // WebSocket /v1/events
///     (*http)->start();
class ApiServer
{
public:
    /// Everything passed in outlives the object. `store` is only read.
    ApiServer(net::IoContext& io, pipeline::Pipeline& pipeline, const env::JournalStore& store,
              HubServices& services, ApiSettings settings = {});
    ~ApiServer();
    ApiServer(const ApiServer&) = delete;
    ApiServer& operator=(const ApiServer&) = delete;

    /// The handler that an HttpServer is made with.
    [[nodiscard]] net::HttpServer::Handler handler();
    /// Lets /v1/events be opened on `server`; before its start().
    void attach(net::HttpServer& server);
    /// Answers one request; on the loop's thread.
    void handle(net::HttpRequest request, net::Responder respond);
    /// Shows a batch to subscribers, metrics and /v1/journal: what Pipeline's on_batch calls. From
    /// any thread; cheap.
    void on_batch(const pipeline::SharedBatch& batch);
    /// The hub's term is lost and its pipeline has stopped: trades that wait for their permit's
    /// signatures are answered Stopped. From any thread.
    void on_term_lost();
    /// The new term takes commands back that were shown already, and sequences them anew: event
    /// streams end, so that nobody takes both for one story. From any thread; before the new
    /// term's first batch.
    void on_journal_cut();

    /// Where others may register their own metrics; shown by /metrics.
    [[nodiscard]] const std::shared_ptr<prometheus::Registry>& metrics();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ballast::api
