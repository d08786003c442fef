// SPDX-License-Identifier: Apache-2.0
// Answers of any thread, and the refusals that the server makes by itself.
#include <ballast/net/responder.hpp>

namespace ballast::net {

Responder::Responder(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}

Responder::Responder(Responder&&) noexcept = default;

Responder& Responder::operator=(Responder&& other) noexcept
{
    std::swap(impl_, other.impl_);
    return *this;
}

Responder::~Responder()
{
    if (impl_) (*this)(refusal(500, "NO_ANSWER", "the request was dropped without an answer"));
}

void Responder::operator()(HttpResponse response)
{
    if (!impl_ || impl_->is_answered.exchange(true)) return;
    impl_->io.post([impl = impl_, answer = std::move(response)]() mutable {
        auto resume = std::exchange(impl->resume, {});
        resume(std::move(answer));
    });
}

HttpResponse refusal(unsigned status, std::string_view code, std::string_view sentence)
{
    return {.status = status,
            .body = R"({"error":{"code":")" + std::string{code} + R"(","message":")" +
                    std::string{sentence} + R"("}})"};
}

}  // namespace ballast::net
