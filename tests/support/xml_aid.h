/*
 * A reader of XML that only knows whether a text is well-formed.
 */
#ifndef TESTS_SUPPORT_XML_AID_H
#define TESTS_SUPPORT_XML_AID_H

/* Fails the running test unless the text is well-formed. */
void assert_xml(const char *text);

#endif
