// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The audit as the endpoint shows it.
 *
 * @param instance the name of the instance
 * @param epoch the epoch of the process, which is also the number of its chain
 * @param accepted the number of records, two for each run
 * @param written the number of records in the database
 * @param waiting the number of records in memory and in the spool
 * @param spooled the number of records in the spool
 * @param lost the number of records that are lost
 * @param head the head of the chain, or {@code null} if there is none
 */
record AuditDescriptor(String instance, long epoch, long accepted, long written, long waiting, long spooled, long lost,
		@Nullable HeadDescriptor head) implements OperationResponseBody {

	/**
	 * A head of a chain.
	 *
	 * @param links the number of links
	 * @param code the code that covers them, hexadecimal
	 */
	record HeadDescriptor(long links, String code) {

	}

}
