/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
