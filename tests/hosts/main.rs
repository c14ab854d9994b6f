//! The hosts: every binding in its own language, the pages about them, and Windows.

mod advice;
mod com;
mod cpp;
mod dotnet;
mod js_client;
mod pascal;
mod python;
mod python_client;
mod python_http;
mod python_sessions;
mod strong_name;
mod vba;
mod windows;
