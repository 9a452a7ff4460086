// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Finds fields that are written by several threads, for their classes to keep as
 * constants.
 */
final class Fields {

	private Fields() {
	}

	/**
	 * A field of the class whose lookup this is.
	 */
	static VarHandle field(MethodHandles.Lookup owner, String name, Class<?> type) {
		try {
			return owner.findVarHandle(owner.lookupClass(), name, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
