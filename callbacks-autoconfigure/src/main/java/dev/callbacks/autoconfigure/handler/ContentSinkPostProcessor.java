// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.List;

import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * A post-processor that puts the redactors of the application before every sink of
 * content.
 */
final class ContentSinkPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<ContentRedactor> redactors;

	ContentSinkPostProcessor(ObjectProvider<ContentRedactor> redactors) {
		this.redactors = redactors;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ContentSink sink) {
			List<ContentRedactor> all = this.redactors.orderedStream().toList();
			if (!all.isEmpty()) {
				sink.redactBy(ContentRedactor.all(all));
			}
		}
		return bean;
	}

}
