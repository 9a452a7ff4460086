// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import dev.callbacks.message.ObjectText;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import org.jspecify.annotations.Nullable;

/**
 * Key values that are added if they are known.
 */
final class RunKeys {

	private KeyValues values = KeyValues.empty();

	RunKeys add(KeyName key, @Nullable Object value) {
		if (value != null) {
			this.values = this.values.and(key.withValue(ObjectText.of(value)));
		}
		return this;
	}

	KeyValues values() {
		return this.values;
	}

}
