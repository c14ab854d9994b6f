//! What goes over the network and comes back, through the C interface.

mod cancel;
mod cuts;
mod hostile;
mod late_answers;
mod proxy;
mod requests;
mod seats;
