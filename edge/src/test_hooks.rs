//! Test builds only: the fault switch, a clock that can be moved, and what tests must see from inside.
//!
//! Nothing here is compiled into a deployment; `make deploy-check` looks for these routes in the bundle and refuses it.

use core::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::Arc;

use http::StatusCode;

use crate::app::{App, Platform};
use crate::enrollment::FaultSwitch;
use crate::http::who::Anyone;
use crate::http::{Answer, ApiError, Call};
use crate::router::{Table, get, put};

static STOP_AFTER: AtomicU8 = AtomicU8::new(0);
static CLOCK_OFFSET: AtomicU64 = AtomicU64::new(0);
static ROWS_WRITTEN: AtomicU64 = AtomicU64::new(0);
static OBJECTS_MADE: AtomicU64 = AtomicU64::new(0);

/// Where the next enrollments stop.
#[must_use]
pub fn fault_switch() -> FaultSwitch {
    let step = STOP_AFTER.load(Ordering::SeqCst);
    FaultSwitch {
        stop_after: (step > 0).then_some(step),
    }
}

/// How far the clock has been moved, in seconds.
#[must_use]
pub fn clock_offset() -> u64 {
    CLOCK_OFFSET.load(Ordering::SeqCst)
}

/// Counts rows that objects of this isolate have written.
pub fn count_rows_written(rows: usize) {
    ROWS_WRITTEN.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::SeqCst);
}

/// Counts the enrollee objects that were made in this isolate, also anew after they slept.
pub fn count_object_made(kind: &str) {
    if kind == "enrollee" {
        OBJECTS_MADE.fetch_add(1, Ordering::SeqCst);
    }
}

/// Adds the routes of test builds.
pub fn add_routes<P: Platform>(table: Table<P>) -> Table<P> {
    table
        .route(put("/__test/stop-after/{step}"), Anyone, stop_after)
        .route(put("/__test/clock/{seconds}"), Anyone, move_clock)
        .route(get("/__test/rows-written"), Anyone, rows_written)
        .route(get("/__test/objects-made"), Anyone, objects_made)
        .route(get("/__test/vectors"), Anyone, vectors)
        .route(get("/__test/contract"), Anyone, contract)
}

async fn stop_after<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    STOP_AFTER.store(call.path("step")?, Ordering::SeqCst);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

async fn move_clock<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    CLOCK_OFFSET.store(call.path("seconds")?, Ordering::SeqCst);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

async fn rows_written<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    Answer::json(StatusCode::OK, &ROWS_WRITTEN.swap(0, Ordering::SeqCst))
}

async fn objects_made<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    Answer::json(StatusCode::OK, &OBJECTS_MADE.swap(0, Ordering::SeqCst))
}

async fn vectors<P: Platform>(_app: Arc<App<P>>, (): (), _call: Call) -> Result<Answer, ApiError> {
    use muster_shared::enrollment::vectors::{DECIDE_VECTORS, run_decide_vectors};
    let report = run_decide_vectors(DECIDE_VECTORS).map_err(ApiError::Fault)?;
    let failures: Vec<String> = report
        .failures
        .iter()
        .map(|failure| failure.name.clone())
        .collect();
    Answer::json(
        StatusCode::OK,
        &serde_json::json!({ "count": report.count, "failures": failures, "output_digest": report.output_digest }),
    )
}

async fn contract<P: Platform>(app: Arc<App<P>>, (): (), _call: Call) -> Result<Answer, ApiError> {
    use muster_shared::testing::contract::{House, run};
    let house = House {
        objects: app.platform.objects(),
        copies: app.platform.copies(),
        rng: app.platform.rng(),
        clock: app.platform.clock(),
        tenant: app.config.tenant.clone(),
    };
    Answer::json(StatusCode::OK, &run(&house).await)
}
