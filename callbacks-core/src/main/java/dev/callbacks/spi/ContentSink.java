// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * Something that shows or keeps what users and models write, such as a handler that
 * writes to a log. A bean of this type is given the redactors of the application.
 *
 * @since 0.1.0
 */
public interface ContentSink {

	/**
	 * Sets the redactor that everything has to pass from now on.
	 * @param redactor the redactor
	 */
	void redactBy(ContentRedactor redactor);

}
