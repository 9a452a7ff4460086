// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import dev.callbacks.CallWay;

/**
 * The outcome for the caller of a cell that the contract requires.
 */
enum Expected {

	SUCCESS,

	/** The failure that the test gave the run. */
	WIRE,

	/** The thrown exception, as itself, a cause or suppressed. */
	FAULT,

	/** Some failure. */
	FAILURE,

	/** It matters only that the caller goes on. */
	ANY;

	static Expected of(Cell cell, boolean fired) {
		Expected otherwise = otherwise(cell);
		if (!fired && (cell.isTimedOut() || cell.isGivenUp())) {
			// on a slow machine the short timeout may come first
			return ANY;
		}
		if (!fired || cell.isCancelled() || cell.fault() == Fault.REENTRANT || cell.fault() == Fault.FOREIGN) {
			return otherwise;
		}
		// on its own thread a caller cannot tell who interrupted it
		if (cell.fault() == Fault.INTERRUPTED && cell.way() == CallWay.BLOCKING
				&& (otherwise == SUCCESS || otherwise == WIRE)) {
			return ANY;
		}
		return switch (cell.place()) {
			case HANDLER_RAISING -> ofRaising(cell, otherwise);
			case HANDLER_BLOCKING, HANDLER_SERIALIZED, HANDLER_SHEDDING, HANDLER_METHODS, HANDLER_INLINE,
					HANDLER_ASYNC ->
				cell.fault().isFatal() ? ofFatal(cell) : otherwise;
			case PROVIDER_METHOD, PROVIDER_SUBSCRIBE, PROVIDER_REQUEST, PROVIDER_SIGNAL, BODY_STREAM, BODY_MONO ->
				ofSource(cell, otherwise);
			case BODY_CALL, BODY_SUBMIT, BODY_STAGE -> ofBody(cell, otherwise);
			case BODY_ASYNC -> (cell.fault() == Fault.NULL) ? FAILURE : ofBody(cell, otherwise);
			case BODY_STAGE_METHOD -> cell.fault().isThrown() ? FAULT : ANY;
			case ACCESSOR_CAPTURE, ACCESSOR_OPEN, ACCESSOR_CLOSE, EXECUTOR_WORK ->
				cell.fault().isThrown() ? ANY : otherwise;
			case EXECUTOR_CALLBACK -> cell.fault().isFatal() ? ANY : otherwise;
			case PARTIAL -> cell.fault().isFatal() ? FAILURE : otherwise;
			default -> cell.fault().isFatal() ? ANY : otherwise;
		};
	}

	/**
	 * Returns the outcome if nothing goes wrong at the place.
	 */
	private static Expected otherwise(Cell cell) {
		if (cell.place().scene == Place.Scene.DRIVEN) {
			return cell.fails() ? WIRE : FAILURE;
		}
		if (cell.isCancelled()) {
			return (cell.way() == CallWay.STREAM) ? ANY : FAILURE;
		}
		return cell.fails() ? WIRE : SUCCESS;
	}

	private static Expected ofFatal(Cell cell) {
		return cell.fails() ? FAILURE : FAULT;
	}

	private static Expected ofRaising(Cell cell, Expected otherwise) {
		if (cell.fault().isFatal()) {
			return ofFatal(cell);
		}
		if (cell.fails()) {
			return WIRE;
		}
		if (cell.fault().isThrown()) {
			return FAULT;
		}
		return cell.isGivenUp() ? FAILURE : ANY;
	}

	private static Expected ofSource(Cell cell, Expected otherwise) {
		if (cell.fault() == Fault.INTERRUPTED || cell.isTimedOut() || cell.fault() == Fault.NULL) {
			return FAILURE;
		}
		if (cell.fault().isThrown()) {
			return FAULT;
		}
		// items beyond the demand, and items after the end
		return ((cell.fault() == Fault.TWICE && cell.moment() != Moment.ERROR) || cell.fault() == Fault.LATE) ? ANY
				: otherwise;
	}

	private static Expected ofBody(Cell cell, Expected otherwise) {
		if (cell.fault() == Fault.INTERRUPTED || cell.isTimedOut()) {
			return FAILURE;
		}
		if (cell.fault() == Fault.NULL) {
			return SUCCESS;
		}
		return cell.fault().isThrown() ? FAULT : otherwise;
	}

	/**
	 * Whether it has come so.
	 */
	boolean isMetBy(Caller.Outcome outcome, World world) {
		return switch (this) {
			case SUCCESS -> outcome.failure() == null && !outcome.cancelled();
			case WIRE -> reaches(outcome.failure(), Set.of(world.wire));
			case FAULT -> reaches(outcome.failure(), world.trigger().thrown);
			case FAILURE -> outcome.failure() != null;
			case ANY -> true;
		};
	}

	private static boolean reaches(Throwable failure, Collection<? extends Throwable> wanted) {
		Set<Throwable> same = Collections.newSetFromMap(new IdentityHashMap<>());
		same.addAll(wanted);
		return reaches(failure, same, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	private static boolean reaches(Throwable failure, Set<Throwable> wanted, Set<Throwable> seen) {
		if (failure == null || !seen.add(failure)) {
			return false;
		}
		if (wanted.contains(failure) || reaches(failure.getCause(), wanted, seen)) {
			return true;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			if (reaches(suppressed, wanted, seen)) {
				return true;
			}
		}
		return false;
	}

}
