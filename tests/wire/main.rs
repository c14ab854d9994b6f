//! What goes over the network and comes back, through the C interface.

mod answers;
mod cancel;
mod connections;
mod cookie;
mod cuts;
mod deadlines;
mod expiry;
mod gateway_answers;
mod gateways;
mod hostile;
mod in_time;
mod late_answers;
mod licences;
mod logout;
mod pieces;
mod pin;
mod plain;
mod process;
mod proxy;
mod requests;
mod retry;
mod round_trip;
mod scene;
mod secrets;
mod tls;
mod trust;
