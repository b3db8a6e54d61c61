"""A register of companies as there are many: a real server, good and bad."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = 's3cret/"x'
WSDL = """<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="urn:ec.europa.eu:taxud:vies:services:checkVat"
    xmlns:tns1="urn:ec.europa.eu:taxud:vies:services:checkVat:types"
    xmlns:impl="urn:ec.europa.eu:taxud:vies:services:checkVat"
    xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <wsdl:types>
    <xsd:schema attributeFormDefault="qualified" elementFormDefault="qualified"
        targetNamespace="urn:ec.europa.eu:taxud:vies:services:checkVat:types">
      <xsd:element name="checkVat"><xsd:complexType><xsd:sequence>
        <xsd:element name="countryCode" type="xsd:string"/>
        <xsd:element name="vatNumber" type="xsd:string"/>
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:element name="checkVatResponse"><xsd:complexType><xsd:sequence>
        <xsd:element name="countryCode" type="xsd:string"/>
        <xsd:element name="vatNumber" type="xsd:string"/>
        <xsd:element name="requestDate" type="xsd:date"/>
        <xsd:element name="valid" type="xsd:boolean"/>
        <xsd:element name="name" type="xsd:string" nillable="true" minOccurs="0"/>
        <xsd:element name="address" type="xsd:string" nillable="true" minOccurs="0"/>
      </xsd:sequence></xsd:complexType></xsd:element>
    </xsd:schema>
  </wsdl:types>
  <wsdl:message name="checkVatRequest">
    <wsdl:part name="parameters" element="tns1:checkVat"/>
  </wsdl:message>
  <wsdl:message name="checkVatResponse">
    <wsdl:part name="parameters" element="tns1:checkVatResponse"/>
  </wsdl:message>
  <wsdl:portType name="checkVatPortType">
    <wsdl:operation name="checkVat">
      <wsdl:input name="checkVatRequest" message="impl:checkVatRequest"/>
      <wsdl:output name="checkVatResponse" message="impl:checkVatResponse"/>
    </wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="checkVatBinding" type="impl:checkVatPortType">
    <wsdlsoap:binding style="document"
        transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="checkVat">
      <wsdlsoap:operation soapAction=""/>
      <wsdl:input name="checkVatRequest"><wsdlsoap:body use="literal"/></wsdl:input>
      <wsdl:output name="checkVatResponse"><wsdlsoap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="checkVatService">
    <wsdl:port name="checkVatPort" binding="impl:checkVatBinding">
      <wsdlsoap:address location="{url}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>"""
VIES_ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>
<v:checkVatResponse xmlns:v="urn:ec.europa.eu:taxud:vies:services:checkVat:types">
<v:countryCode>{country}</v:countryCode><v:vatNumber>{number}</v:vatNumber>
<v:requestDate>2026-01-15+01:00</v:requestDate><v:valid>{valid}</v:valid>
<v:name>{name}</v:name><v:address>{address}</v:address>
</v:checkVatResponse></env:Body></env:Envelope>"""
#: by number: whether it is valid, name and address
VIES_COMPANIES = {
    "0477472701": ("true", "NV Touwen", "Kaai 1\n9000 Gent"),
    "0428759497": ("true", "---", "---"),
    "0403170701": ("false", "---", "---"),
}


class Register(BaseHTTPRequestHandler):
    """What is asked decides how it behaves."""

    def log_message(self, *args):
        """Silent."""

    def send(self, text, status=200, **headers):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        parts = urlsplit(self.path)
        action = parts.path.strip("/").split("/")[0]
        try:
            getattr(self, f"answer_{action}")(parse_qs(parts.query))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer_company(self, query):
        key = self.headers.get("X-Key")
        if key != SECRET:
            return self.send("{}", 403)
        tin = query.get("tin", [""])[0]
        if tin == "111111111":
            return self.send('{"data": []}')
        company = {
            "tin": tin,
            "names": {"vi": "Công ty Thừng Chão"},
            "phone": ["0901 234 779", "0901 234 780"],
            "place": {"city": "Huế", "country": "VN"},
            "key": key,
        }
        return self.send(json.dumps({"data": [company]}))

    def answer_missing(self, query):
        self.send("{}", 404)

    def answer_failure(self, query):
        self.send('{"data": [{"names": {"vi": "Not me"}}]}', 500)

    def answer_slow(self, query):
        time.sleep(2)
        self.answer_company(query)

    def answer_drip(self, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(30):
            self.wfile.write(f"X-{number}: 1\r\n".encode())
            time.sleep(0.1)

    def answer_nonsense(self, query):
        self.send("<html>Maintenance")

    def answer_list(self, query):
        self.send('[[["names"]]]')

    def answer_deep(self, query):
        self.send("[" * 200_000)

    def answer_long(self, query):
        self.send('{"a": "' + "x" * 1_100_000 + '"}')

    def answer_closed(self, query):
        self.close_connection = True

    def answer_away(self, query):
        url = f"http://localhost:{self.server.server_port}/company?tin=1"
        self.send("", 302, Location=url)

    def answer_moved(self, query):
        self.send("", 301, Location=f"/company?{urlsplit(self.path).query}")

    def answer_circle(self, query):
        self.send("", 302, Location="/circle?tin=1")

    def answer_wsdl(self, query):
        url = f"http://127.0.0.1:{self.server.server_port}/vies"
        self.send(WSDL.replace("{url}", url), **{"Content-Type": "text/xml"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body))
        for number, (valid, name, address) in VIES_COMPANIES.items():
            if number in body:
                answer = VIES_ANSWER.format(
                    **{"country": "BE", "number": number, "valid": valid},
                    **{"name": name, "address": address},
                )
                return self.send(answer, **{"Content-Type": "text/xml"})
        return self.send("", 500)


@contextmanager
def run_register():
    """Run the register on a free port of this machine; ``asked`` is what it was."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Register)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
