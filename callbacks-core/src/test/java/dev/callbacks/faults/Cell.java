// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.Locale;

import dev.callbacks.CallWay;

/**
 * One cell of the matrix.
 *
 * @param place where something goes wrong
 * @param fault what goes wrong
 * @param way how the call is made
 * @param moment when in the life of the run
 */
record Cell(Place place, Fault fault, CallWay way, Moment moment) {

	/**
	 * Whether there is such a cell.
	 */
	boolean isValid() {
		return this.place.faults.contains(this.fault) && this.place.ways.contains(this.way)
				&& this.place.moments.contains(this.moment) && isSensible();
	}

	private boolean isSensible() {
		return switch (this.place) {
			// a stream that is complete signals nothing that could be null
			case PROVIDER_SIGNAL, BODY_STREAM, BODY_MONO -> isSensibleSignal();
			// what the stage comes to is no matter of the moment
			case BODY_STAGE -> this.moment == Moment.TOKEN || this.moment == Moment.END;
			// a stream shows each item, others what they return
			case VIEW -> (this.moment == Moment.TOKEN) == (this.way == CallWay.STREAM);
			case PARTIAL -> this.moment != Moment.ERROR || this.way == CallWay.BLOCKING;
			default -> true;
		};
	}

	private boolean isSensibleSignal() {
		if (this.place != Place.PROVIDER_SIGNAL && this.moment == Moment.START) {
			return this.fault != Fault.LATE && this.fault != Fault.TWICE && this.fault != Fault.FOREIGN;
		}
		if (this.place == Place.BODY_MONO && this.moment == Moment.TOKEN) {
			return false;
		}
		return switch (this.fault) {
			case NULL -> this.moment != Moment.END;
			case LATE -> this.moment != Moment.TOKEN;
			default -> true;
		};
	}

	/**
	 * Whether the run itself is made to fail, so that there is an error event.
	 */
	boolean fails() {
		return this.moment == Moment.ERROR;
	}

	/**
	 * Whether what does not come in time is overdue by the timeout of the run, which has
	 * one then.
	 */
	boolean isTimedOut() {
		if (this.fault != Fault.NEVER && this.fault != Fault.LATE) {
			return false;
		}
		return switch (this.place) {
			case PROVIDER_SUBSCRIBE, PROVIDER_REQUEST, BODY_CALL, BODY_SUBMIT, BODY_STAGE -> true;
			case PROVIDER_SIGNAL -> this.fault == Fault.NEVER;
			case BODY_STREAM, BODY_MONO -> this.fault == Fault.NEVER && this.moment != Moment.START;
			default -> false;
		};
	}

	/**
	 * Whether a handler that hangs is given up by its own timeout, which is short then.
	 */
	boolean isGivenUp() {
		if (this.fault != Fault.NEVER && this.fault != Fault.LATE) {
			return false;
		}
		return this.place == Place.HANDLER_STAGE || (this.place.isOnWorker() && this.way != CallWay.BLOCKING);
	}

	/**
	 * Whether the caller cancels.
	 */
	boolean isCancelled() {
		return this.place == Place.PROVIDER_CANCEL
				|| (this.place == Place.BODY_STAGE_METHOD && this.moment == Moment.ERROR);
	}

	String name() {
		return (this.place + "." + this.fault + "." + this.way + "." + this.moment).toLowerCase(Locale.ROOT)
			.replace('_', '-');
	}

	static Cell of(String name) {
		String[] parts = name.toUpperCase(Locale.ROOT).replace('-', '_').split("\\.");
		if (parts.length != 4) {
			throw new IllegalArgumentException("A cell is named <place>.<fault>.<way>.<moment>, not '" + name + "'");
		}
		return new Cell(Place.valueOf(parts[0]), Fault.valueOf(parts[1]), CallWay.valueOf(parts[2]),
				Moment.valueOf(parts[3]));
	}

	@Override
	public String toString() {
		return name();
	}

}
