// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Calls, which open, drive and end the runs of models, steps and adapters.
 * <ul>
 * <li>A run around code: {@link dev.callbacks.call.CallSpec} describes it, and opens an
 * {@link dev.callbacks.call.OpenCall}, a call for one value, for its
 * {@link dev.callbacks.call.Caller}.
 * <li>A run around a publisher: {@link dev.callbacks.call.Work} says how items become
 * tokens and an ending, and {@link dev.callbacks.call.CallFlux} streams them.
 * <li>Several calls: side by side in a {@link dev.callbacks.call.Batch} with a
 * {@link dev.callbacks.call.BatchResult} for each, or one after another in a
 * {@link dev.callbacks.call.CallLoop}.
 * <li>For the engine: {@link dev.callbacks.call.RunOpener}, which it implements,
 * {@link dev.callbacks.call.RunPlan}, by which it opens a run,
 * {@link dev.callbacks.call.WaitingCaller}, the thread that waits for it,
 * {@link dev.callbacks.call.RunEndListener}, the handler that learns of its end first,
 * and {@link dev.callbacks.call.WorkExecutor}, on which the work is done.
 * <li>For foreign code: {@link dev.callbacks.call.LawfulFlux} keeps the rules of Reactive
 * Streams for it, {@link dev.callbacks.call.BlockingCall} adapts what blocks,
 * {@link dev.callbacks.call.Handoff} takes items from many threads, and
 * {@link dev.callbacks.call.Failures} tells which of its failures are fatal.
 * </ul>
 */
@NullMarked
package dev.callbacks.call;

import org.jspecify.annotations.NullMarked;
