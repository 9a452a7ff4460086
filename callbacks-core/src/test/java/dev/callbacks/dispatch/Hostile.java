// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

/**
 * Foreign code that behaves as badly as it can.
 */
public final class Hostile {

	private Hostile() {
	}

	/**
	 * Throws anything where nothing may be thrown.
	 */
	@SuppressWarnings("unchecked")
	static <X extends Throwable> X sneaky(Throwable failure) throws X {
		throw (X) failure;
	}

	/**
	 * An error that cannot be shown.
	 */
	@SuppressWarnings("serial")
	public static final class Unreadable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

}
