# SPDX-License-Identifier: Apache-2.0
# The whole architecture: what each module may use. Read top to bottom; arrows only point up.

# core: deterministic, no I/O
ballast_layer(base)
ballast_layer(numeric  MAY_USE base)
ballast_layer(crypto   MAY_USE base numeric)
ballast_layer(domain   MAY_USE base numeric)
ballast_layer(wire     MAY_USE base numeric crypto domain)
ballast_layer(attest   MAY_USE base numeric crypto domain wire)
ballast_layer(intake   MAY_USE base numeric crypto domain wire attest)
ballast_layer(market   MAY_USE base numeric domain)
ballast_layer(risk     MAY_USE base numeric domain market)
ballast_layer(engine   MAY_USE base numeric crypto domain market risk)
ballast_layer(journal  MAY_USE base crypto domain)
ballast_layer(outbox   MAY_USE base domain)

# host: talks to the world
ballast_layer(env      MAY_USE base domain journal)
ballast_layer(store    MAY_USE base journal env)
ballast_layer(config   MAY_USE base numeric crypto domain wire env)
ballast_layer(net      MAY_USE base env)
ballast_layer(portfolio MAY_USE base numeric domain market risk config)
ballast_layer(pipeline MAY_USE base numeric crypto domain wire attest intake market risk engine journal outbox env)
ballast_layer(chains   MAY_USE base numeric crypto domain wire attest intake outbox env net pipeline)
ballast_layer(feeds    MAY_USE base numeric crypto domain wire attest env net)
ballast_layer(backtest MAY_USE base numeric domain market risk config portfolio feeds)
ballast_layer(api      MAY_USE base numeric crypto domain wire attest intake market risk engine journal env store net pipeline)
ballast_layer(guardian MAY_USE base numeric crypto domain wire attest intake engine journal outbox env config net pipeline chains feeds)
ballast_layer(hub      MAY_USE base numeric crypto domain wire attest intake market risk engine journal outbox env store config net pipeline chains feeds api guardian)
ballast_layer(demo     MAY_USE base numeric crypto domain wire env config net chains feeds)
