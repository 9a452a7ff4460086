// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

/**
 * An exception that cannot be logged.
 */
final class HostileException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient World world;

	HostileException(World world) {
		super("hostile");
		this.world = world;
	}

	@Override
	public String getMessage() {
		return actAt(Place.LOGGER_MESSAGE) ? null : super.getMessage();
	}

	@Override
	public StackTraceElement[] getStackTrace() {
		return actAt(Place.LOGGER_TRACE) ? null : super.getStackTrace();
	}

	/**
	 * Whether null is to be returned.
	 */
	private boolean actAt(Place place) {
		if (this.world == null || !this.world.trigger().isDue(place, this.world.cell.moment())) {
			return false;
		}
		this.world.trigger().act();
		return this.world.cell.fault() == Fault.NULL;
	}

}
