//! The HTTP surface in process: every route, every identity, every form of error.

mod access;
mod branding;
mod categories;
mod commands;
mod device;
mod device_groups;
mod errors;
mod est;
mod guides;
mod identifiers;
mod mails;
mod managers;
mod openapi;
mod ownership;
mod people;
mod person;
mod problems;
mod profiles;
mod rollout;
mod sections;
mod table;
mod terms;
mod tickets;
mod tokens;
mod transfer;
mod what_if;
