// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.langchain4j;

import dev.langchain4j.service.TokenStream;

interface Assistant {

	TokenStream ask(String question);

}
